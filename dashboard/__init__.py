"""Screens over the analytics schema, served by Streamlit.

The frame shows the screens, and screens are made of parts; what they show they ask of `queries`.
"""
