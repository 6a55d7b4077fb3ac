"""Names of the schemas of the database."""

PUBLIC = "public"
# Schema of the views that imitate Redshift's system views.
SYSTEM = "redshift_system"
