package main

import rego.v1

# Personal data, by the names of source fields.
personal := {"email", "phone", "ssn", "iban", "birthday", "address"}

# Syncs and bulk syncs that there are after the plan.
planned contains change if {
	some change in input.resource_changes
	change.type in {"syncform_sync", "syncform_bulk_sync"}
	change.change.after != null
}

deny contains message if {
	some change in planned
	not regex.match(`^[a-z][a-z-]*: .`, change.change.after.name)
	message := sprintf("%s has no owner: begin its name with the team, as in \"growth: people\"", [change.address])
}

deny contains message if {
	some change in planned
	some table, planned_table in change.change.after.tables
	some column, _ in planned_table.columns
	field := object.get(planned_table.source_fields, column, column)
	lower(field) in personal
	not is_hidden(change, planned_table, column)
	message := sprintf(
		"%s sends %s to %s in clear: set encryption_enabled on the field, or obfuscate in a bulk sync",
		[change.address, field, table],
	)
}

# A field that is sent encrypted, of a sync.
is_hidden(change, _, column) if change.change.after.fields[column].encryption_enabled == true

# A field of which only a hash is sent, of a bulk sync.
is_hidden(_, planned_table, column) if contains(planned_table.losses[column], "keyed hash")

deny contains message if {
	input.variables.environment.value == "production"
	some change in planned
	some finding in change.change.after.findings
	finding.code == "destructive"
	message := sprintf("%s: %s", [change.address, finding.message])
}

deny contains message if {
	input.variables.environment.value == "production"
	some change in input.resource_changes
	"delete" in change.change.actions
	change.change.before.on_destroy == "drop"
	message := sprintf("%s is destroyed with its tables", [change.address])
}
