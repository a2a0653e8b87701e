"""The range panel: the strip below the viewer, in and out points, and how the clip is made fit."""
