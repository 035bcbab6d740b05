"""What leaves the product as a file: the question of a screen, asked for a file.

`asked` says what a file is to hold and `statements` makes it SQL; `rows` reads it block by block
and `formats` writes it; `manifest` says of a file what it holds, and `verify` holds it to that.
"""
