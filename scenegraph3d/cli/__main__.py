"""`python -m scenegraph3d.cli`: the same as `sg3d`."""

from . import main

main()
