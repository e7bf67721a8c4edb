"""Layer 4, step 1: what each lifecycle stage means, how a lead moves on and who decides."""
