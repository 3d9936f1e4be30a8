"""The applications that citizens write in, each translated to the desk's own terms."""
