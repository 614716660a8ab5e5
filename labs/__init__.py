"""What trainees work on: one folder a lab, and the authoring that turns it into a release."""
