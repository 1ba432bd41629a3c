"""What people see of the programme and of the committee. `GET` never writes."""
