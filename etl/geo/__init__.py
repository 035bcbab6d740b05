"""Places: districts and pincodes of Uttar Pradesh, H3 cells of points and service areas."""
