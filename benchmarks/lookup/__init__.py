"""How fast the public look-up answers."""
