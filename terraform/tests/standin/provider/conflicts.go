package main

import (
	"fmt"
	"slices"
	"strings"

	p6 "github.com/hashicorp/terraform-plugin-go/tfprotov6"
	t "github.com/hashicorp/terraform-plugin-go/tftypes"
)

// conflict names attributes and blocks of which a resource has at most one, or exactly one.
type conflict struct {
	Of      []string `json:"of"`
	Exactly bool     `json:"exactly"`
}

// conflicting finds attributes that exclude each other: those of conflicts.json, and what the names of attributes tell.
func conflicting(rules []conflict, block *p6.SchemaBlock, value t.Value) (found []*p6.Diagnostic) {
	if !value.IsKnown() || value.IsNull() {
		return
	}
	members := map[string]t.Value{}
	must(value.As(&members))
	isKnown := func(name string) bool { return members[name].IsKnown() }
	isSet := func(name string) bool {
		v, ok := members[name]
		if !ok || !v.IsKnown() || v.IsNull() {
			return false
		}
		for _, nested := range block.BlockTypes {
			if nested.TypeName == name {
				return len(elements(nested, v)) > 0
			}
		}
		return true
	}
	for _, rule := range append(slices.Clone(rules), byName(block)...) {
		// What is decided only later may turn out to be nothing.
		set, open := []string{}, false
		for _, name := range rule.Of {
			open = open || !isKnown(name)
			if isSet(name) {
				set = append(set, name)
			}
		}
		if len(set) > 1 || rule.Exactly && len(set) == 0 && !open {
			bound := map[bool]string{true: "Exactly one", false: "At most one"}[rule.Exactly]
			found = append(found, refusal(nil, "Attributes that exclude each other", fmt.Sprintf("%s of %s may be given, not %q.", bound, strings.Join(rule.Of, ", "), set)))
		}
	}
	for name := range members {
		if wo, ok := strings.CutSuffix(name, "_wo_version"); ok && isKnown(name) && isKnown(wo+"_wo") && isSet(name) != isSet(wo+"_wo") {
			found = append(found, refusal(nil, "Attributes that need each other", fmt.Sprintf("%s_wo and %s go together.", wo, name)))
		}
	}
	return
}

// byName are conflicts that every resource has: a name or its beginning, a value or the same write-only.
func byName(block *p6.SchemaBlock) (rules []conflict) {
	for _, a := range block.Attributes {
		for _, ending := range []string{"_prefix", "_wo"} {
			other := a.Name + ending
			if slices.ContainsFunc(block.Attributes, func(b *p6.SchemaAttribute) bool { return b.Name == other && b.Optional }) {
				rules = append(rules, conflict{Of: []string{a.Name, other}})
			}
		}
	}
	return
}
