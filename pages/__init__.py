"""One file for each screen: it draws and calls services, and computes nothing."""
