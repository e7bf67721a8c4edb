"""Layer 4 as the frame reports it, and the contents of 「MQL基準」 and 「営業SLA」."""
