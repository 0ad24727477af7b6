"""What the programme is for, measured from its exports: resistance, citizens' satisfaction, placement."""
