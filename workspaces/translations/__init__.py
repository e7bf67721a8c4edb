"""Catalogues of translations: finding the texts, keeping the PO files complete, compiling them without gettext's tools."""
