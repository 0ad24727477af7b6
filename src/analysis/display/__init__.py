"""How objects show themselves: text that prints, small tables that a notebook shows, figures that show anywhere."""
