"""What people do with a strategy: draft, save, agree, put in force."""
