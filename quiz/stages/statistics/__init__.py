"""What the counted attempts of rounds tell about questions and papers; nothing about persons."""
