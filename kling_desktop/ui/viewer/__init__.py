"""The viewer: plays source and result in the window, frame by frame where it rests."""
