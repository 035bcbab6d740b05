"""What screens are made of: charts, maps, tables, controls, formats. It knows no screen."""
