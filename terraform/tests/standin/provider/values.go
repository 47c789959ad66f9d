package main

import (
	"fmt"
	"strings"

	p6 "github.com/hashicorp/terraform-plugin-go/tfprotov6"
	t "github.com/hashicorp/terraform-plugin-go/tftypes"
)

type decide func(path, name string, ty t.Type) t.Value

// fillComputed gives every attribute that the provider decides, and the configuration does not, what decide says.
func fillComputed(block *p6.SchemaBlock, value t.Value, path string, decided decide) t.Value {
	if !value.IsKnown() || value.IsNull() {
		return value
	}
	members := map[string]t.Value{}
	must(value.As(&members))
	for _, a := range block.Attributes {
		if v := members[a.Name]; a.Computed && v.IsKnown() && v.IsNull() {
			members[a.Name] = decided(path+a.Name, a.Name, a.ValueType())
		}
	}
	for _, nested := range block.BlockTypes {
		v := members[nested.TypeName]
		if !v.IsKnown() || v.IsNull() {
			continue
		}
		inside := path + nested.TypeName + "."
		if nested.Nesting == p6.SchemaNestedBlockNestingModeSingle {
			members[nested.TypeName] = fillComputed(nested.Block, v, inside, decided)
			continue
		}
		filled := []t.Value{}
		for _, element := range elements(nested, v) {
			filled = append(filled, fillComputed(nested.Block, element, inside, decided))
		}
		members[nested.TypeName] = t.NewValue(v.Type(), filled)
	}
	return t.NewValue(value.Type(), members)
}

func fromJSON(ty t.Type, value any) t.Value {
	switch v := value.(type) {
	case []any:
		element := elementType(ty)
		result := []t.Value{}
		for _, e := range v {
			result = append(result, fromJSON(element, e))
		}
		return t.NewValue(ty, result)
	case map[string]any:
		result := map[string]t.Value{}
		if m, ok := ty.(t.Map); ok {
			for key, e := range v {
				result[key] = fromJSON(m.ElementType, e)
			}
		} else {
			for key, e := range ty.(t.Object).AttributeTypes {
				result[key] = fromJSON(e, v[key])
			}
		}
		return t.NewValue(ty, result)
	}
	return t.NewValue(ty, value)
}

func elementType(ty t.Type) t.Type {
	if list, ok := ty.(t.List); ok {
		return list.ElementType
	}
	return ty.(t.Set).ElementType
}

// fake is what a cloud would have given: fakes.json's value, else one that is like nothing but itself.
func (s *server) fake(resource, path, name string, ty t.Type) t.Value {
	if v, ok := s.fakes[resource][path]; ok {
		return fromJSON(ty, v)
	}
	short := strings.ReplaceAll(strings.TrimPrefix(resource, "aws_"), "_", "-")
	switch {
	case ty.Is(t.String) && strings.HasSuffix(name, "arn"):
		return t.NewValue(ty, fmt.Sprintf("arn:aws:standin:::%s/%d", short, s.given.Add(1)))
	case ty.Is(t.String):
		return t.NewValue(ty, fmt.Sprintf("%s-%s-%d", short, strings.ReplaceAll(name, "_", "-"), s.given.Add(1)))
	case ty.Is(t.Number):
		return t.NewValue(ty, 0)
	case ty.Is(t.Bool):
		return t.NewValue(ty, false)
	case ty.Is(t.Map{}):
		return t.NewValue(ty, map[string]t.Value{})
	case ty.Is(t.Object{}), ty.Is(t.DynamicPseudoType):
		return t.NewValue(ty, nil)
	}
	element := elementType(ty)
	if object, ok := element.(t.Object); ok {
		members := map[string]t.Value{}
		for key, e := range object.AttributeTypes {
			members[key] = s.fake(resource, path+"."+key, key, e)
		}
		return t.NewValue(ty, []t.Value{t.NewValue(element, members)})
	}
	return t.NewValue(ty, []t.Value{s.fake(resource, path, name, element)})
}

func dynamic(ty t.Type, value t.Value) *p6.DynamicValue {
	result, err := p6.NewDynamicValue(ty, value)
	must(err)
	return &result
}
