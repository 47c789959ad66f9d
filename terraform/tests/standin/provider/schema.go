package main

import (
	"encoding/json"
	"fmt"

	p6 "github.com/hashicorp/terraform-plugin-go/tfprotov6"
	t "github.com/hashicorp/terraform-plugin-go/tftypes"
)

type jsonNested struct {
	Nesting    string                   `json:"nesting"`
	Attributes map[string]jsonAttribute `json:"attributes"`
}

type jsonAttribute struct {
	Nested    *jsonNested     `json:"nested"`
	Type      json.RawMessage `json:"type"`
	Required  bool            `json:"required"`
	Optional  bool            `json:"optional"`
	Computed  bool            `json:"computed"`
	WriteOnly bool            `json:"writeOnly"`
}

type jsonBlockType struct {
	Nesting  string    `json:"nesting"`
	MinItems int64     `json:"minItems"`
	MaxItems int64     `json:"maxItems"`
	Block    jsonBlock `json:"block"`
}

type jsonBlock struct {
	Attributes map[string]jsonAttribute `json:"attributes"`
	Blocks     map[string]jsonBlockType `json:"blocks"`
}

var blockNesting = map[string]p6.SchemaNestedBlockNestingMode{
	"single": p6.SchemaNestedBlockNestingModeSingle,
	"list":   p6.SchemaNestedBlockNestingModeList,
	"set":    p6.SchemaNestedBlockNestingModeSet,
}

var objectNesting = map[string]p6.SchemaObjectNestingMode{
	"single": p6.SchemaObjectNestingModeSingle,
	"list":   p6.SchemaObjectNestingModeList,
	"set":    p6.SchemaObjectNestingModeSet,
	"map":    p6.SchemaObjectNestingModeMap,
}

var primitives = map[string]t.Type{"string": t.String, "number": t.Number, "bool": t.Bool, "dynamic": t.DynamicPseudoType}

func toType(raw any) t.Type {
	switch v := raw.(type) {
	case string:
		return primitives[v]
	case []any:
		switch v[0] {
		case "list":
			return t.List{ElementType: toType(v[1])}
		case "set":
			return t.Set{ElementType: toType(v[1])}
		case "map":
			return t.Map{ElementType: toType(v[1])}
		case "object":
			members := map[string]t.Type{}
			for name, member := range v[1].(map[string]any) {
				members[name] = toType(member)
			}
			return t.Object{AttributeTypes: members}
		}
	}
	panic(fmt.Sprint("no type: ", raw))
}

func toAttributes(attributes map[string]jsonAttribute) (result []*p6.SchemaAttribute) {
	for name, a := range attributes {
		attribute := &p6.SchemaAttribute{Name: name, Required: a.Required, Optional: a.Optional, Computed: a.Computed, WriteOnly: a.WriteOnly}
		if a.Nested != nil {
			attribute.NestedType = &p6.SchemaObject{Nesting: objectNesting[a.Nested.Nesting], Attributes: toAttributes(a.Nested.Attributes)}
		} else {
			var raw any
			must(json.Unmarshal(a.Type, &raw))
			attribute.Type = toType(raw)
		}
		result = append(result, attribute)
	}
	return
}

func toBlock(block jsonBlock) *p6.SchemaBlock {
	result := &p6.SchemaBlock{Attributes: toAttributes(block.Attributes)}
	for name, b := range block.Blocks {
		result.BlockTypes = append(result.BlockTypes, &p6.SchemaNestedBlock{
			TypeName: name, Nesting: blockNesting[b.Nesting], MinItems: b.MinItems, MaxItems: b.MaxItems, Block: toBlock(b.Block),
		})
	}
	return result
}

func toSchemas(blocks map[string]jsonBlock) map[string]*p6.Schema {
	result := map[string]*p6.Schema{}
	for name, block := range blocks {
		result[name] = &p6.Schema{Block: toBlock(block)}
	}
	return result
}
