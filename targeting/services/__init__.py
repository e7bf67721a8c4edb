"""What people do with Layer 2: edit the ICP, adopt evidence, describe the buying roles and stages."""
