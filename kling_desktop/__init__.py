"""kling_desktop: edit video with words, through MuleRouter's Kling V3 Omni video-to-video edit."""
