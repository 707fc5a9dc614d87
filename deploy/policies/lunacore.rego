# The rules of LunaCore for an Open Policy Agent: the same decisions as the embedded evaluator makes (Shared/LunaPolicy), from
# the same rules as data, which the security service sends along as input.rules. Rules of your own can be added as further
# `reasons contains …`; anything that is there decides, the most restrictive first.
#
# Asked for with POST /v1/data/lunacore/decision.
package lunacore

import rego.v1

ranks := {"interactive": 0, "semi-autonomous": 1, "autonomous": 2, "full": 3}

decision := {"effect": effect, "reasons": [r |
	some r in reasons
]}

default effect := "allow"

effect := "deny" if {
	some r in reasons
	r.effect == "deny"
}

effect := "needs-human" if {
	some r in reasons
	r.effect == "needs-human"
	not denied
}

denied if {
	some r in reasons
	r.effect == "deny"
}

reasons contains {"rule": rule.id, "effect": rule.effect, "reason": object.get(rule, "reason", "")} if {
	some rule in input.rules
	applies(rule)
}

applies(rule) if not fails(rule)

fails(rule) if {
	conditions := object.get(rule, "when", {})
	some attribute, condition in conditions
	not holds(attribute, condition)
}

# A text, or a list of texts, one of which is among the values.
holds(attribute, condition) if {
	not is_object(condition)
	some value in values(attribute)
	matches(patterns(condition), value)
}

# A list of what is permitted: one of the values is not on it.
holds(attribute, condition) if {
	list := patterns(condition.other_than)
	some value in values(attribute)
	not matches(list, value)
}

holds("autonomy", condition) if {
	bound := rank(condition.above)
	some value in values("autonomy")
	rank(value) > bound
}

values(attribute) := [value |
	all := listed(object.get(input, attribute, []))
	some value in all
	value != ""
]

patterns(condition) := listed(condition)

listed(x) := x if is_array(x)

listed(x) := [x] if is_string(x)

matches(list, value) if {
	some pattern in list
	pattern == value
	not endswith(pattern, "*")
}

matches(list, value) if {
	some pattern in list
	endswith(pattern, "*")
	startswith(value, trim_suffix(pattern, "*"))
}

# A level that nobody knows is above all.
rank(level) := object.get(ranks, level, 4)
