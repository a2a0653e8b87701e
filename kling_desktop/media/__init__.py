"""Reading and writing of video and pictures on this machine: the only room of the app that knows libav."""
