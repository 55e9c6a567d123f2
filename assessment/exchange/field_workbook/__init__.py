"""The workbook in which a team answers away from the network: written, read, and checked."""
