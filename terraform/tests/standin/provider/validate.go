package main

import (
	"fmt"
	"slices"
	"strings"

	p6 "github.com/hashicorp/terraform-plugin-go/tfprotov6"
	t "github.com/hashicorp/terraform-plugin-go/tftypes"
)

func refusal(path *t.AttributePath, summary, detail string) *p6.Diagnostic {
	return &p6.Diagnostic{Severity: p6.DiagnosticSeverityError, Attribute: path, Summary: summary, Detail: detail}
}

// names are the attributes and blocks on the way to a value, without indexes.
func names(path *t.AttributePath) (result []string) {
	for _, step := range path.Steps() {
		if name, ok := step.(t.AttributeName); ok {
			result = append(result, string(name))
		}
	}
	return
}

func (s *server) validate(resource string, schema *p6.Schema, config *p6.DynamicValue) []*p6.Diagnostic {
	value, err := config.Unmarshal(schema.ValueType())
	if err != nil {
		return []*p6.Diagnostic{refusal(nil, "The configuration does not fit the schema", err.Error())}
	}
	found := readOnly(schema.Block, value, t.NewAttributePath())
	_ = t.Walk(value, func(path *t.AttributePath, v t.Value) (bool, error) {
		if !v.IsKnown() || v.IsNull() || !v.Type().Is(t.String) {
			return true, nil
		}
		name := strings.Join(append([]string{resource}, names(path)...), ".")
		var text string
		_ = v.As(&text)
		if allowed := s.enums[name]; allowed != nil && !slices.Contains(allowed, text) {
			known := fmt.Sprintf("one of %q", allowed)
			if len(allowed) > 30 {
				known = fmt.Sprintf("one of the %d that AWS' own model names", len(allowed))
			}
			found = append(found, refusal(path, "Value that the service does not know", fmt.Sprintf("%s is %q, expected %s.", name, text, known)))
		}
		return true, nil
	})
	return append(found, conflicting(s.conflicts[resource], schema.Block, value)...)
}

// readOnly finds attributes that only the provider decides and that the configuration sets: Terraform leaves it to providers.
func readOnly(block *p6.SchemaBlock, value t.Value, path *t.AttributePath) (found []*p6.Diagnostic) {
	if !value.IsKnown() || value.IsNull() {
		return
	}
	members := map[string]t.Value{}
	must(value.As(&members))
	for _, a := range block.Attributes {
		if v := members[a.Name]; a.Computed && !a.Optional && !(v.IsKnown() && v.IsNull()) {
			found = append(found, refusal(path.WithAttributeName(a.Name), "Read-only attribute", fmt.Sprintf("%q is decided by the provider and cannot be configured.", a.Name)))
		}
	}
	for _, nested := range block.BlockTypes {
		for _, v := range elements(nested, members[nested.TypeName]) {
			found = append(found, readOnly(nested.Block, v, path.WithAttributeName(nested.TypeName))...)
		}
	}
	return
}

// elements are the blocks of one type, however they are nested.
func elements(nested *p6.SchemaNestedBlock, value t.Value) (result []t.Value) {
	if !value.IsKnown() || value.IsNull() {
		return
	}
	if nested.Nesting == p6.SchemaNestedBlockNestingModeSingle {
		return []t.Value{value}
	}
	must(value.As(&result))
	return
}
