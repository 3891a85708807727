"""The main job, end to end: real records migrated, and a Chinese patent of an invented firm pledged anew."""
