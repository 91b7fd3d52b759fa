"""What a team is linked with: projects and generic resources."""
