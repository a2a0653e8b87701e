"""The projects on the screen: the header's menu, and the sheet in which one is made or changed."""
