package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	p6 "github.com/hashicorp/terraform-plugin-go/tfprotov6"
	t "github.com/hashicorp/terraform-plugin-go/tftypes"
)

type server struct {
	p6.ProviderServer          // nil: a call that is not answered below is a fault and panics
	provider                   *p6.Schema
	resources, ephemeral, data map[string]*p6.Schema
	enums                      map[string][]string
	conflicts                  map[string][]conflict
	// By resource: what is given when it is made; by "plan:" and the resource: what is known before.
	fakes map[string]map[string]any
	given atomic.Int64
}

func (s *server) GetMetadata(context.Context, *p6.GetMetadataRequest) (*p6.GetMetadataResponse, error) {
	response := &p6.GetMetadataResponse{ServerCapabilities: &p6.ServerCapabilities{GetProviderSchemaOptional: true}}
	for name := range s.resources {
		response.Resources = append(response.Resources, p6.ResourceMetadata{TypeName: name})
	}
	for name := range s.ephemeral {
		response.EphemeralResources = append(response.EphemeralResources, p6.EphemeralResourceMetadata{TypeName: name})
	}
	for name := range s.data {
		response.DataSources = append(response.DataSources, p6.DataSourceMetadata{TypeName: name})
	}
	return response, nil
}

func (s *server) GetProviderSchema(context.Context, *p6.GetProviderSchemaRequest) (*p6.GetProviderSchemaResponse, error) {
	return &p6.GetProviderSchemaResponse{
		ServerCapabilities: &p6.ServerCapabilities{GetProviderSchemaOptional: true},
		Provider:           s.provider, ResourceSchemas: s.resources, EphemeralResourceSchemas: s.ephemeral, DataSourceSchemas: s.data,
	}, nil
}

func (s *server) GetResourceIdentitySchemas(context.Context, *p6.GetResourceIdentitySchemasRequest) (*p6.GetResourceIdentitySchemasResponse, error) {
	return &p6.GetResourceIdentitySchemasResponse{}, nil
}

func (s *server) ValidateProviderConfig(_ context.Context, r *p6.ValidateProviderConfigRequest) (*p6.ValidateProviderConfigResponse, error) {
	return &p6.ValidateProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (s *server) ConfigureProvider(context.Context, *p6.ConfigureProviderRequest) (*p6.ConfigureProviderResponse, error) {
	return &p6.ConfigureProviderResponse{}, nil
}

func (s *server) StopProvider(context.Context, *p6.StopProviderRequest) (*p6.StopProviderResponse, error) {
	return &p6.StopProviderResponse{}, nil
}

func (s *server) ValidateResourceConfig(_ context.Context, r *p6.ValidateResourceConfigRequest) (*p6.ValidateResourceConfigResponse, error) {
	return &p6.ValidateResourceConfigResponse{Diagnostics: s.validate(r.TypeName, s.resources[r.TypeName], r.Config)}, nil
}

func (s *server) PlanResourceChange(_ context.Context, r *p6.PlanResourceChangeRequest) (*p6.PlanResourceChangeResponse, error) {
	schema := s.resources[r.TypeName]
	value, err := r.ProposedNewState.Unmarshal(schema.ValueType())
	must(err)
	value = fillComputed(schema.Block, value, "", func(path, _ string, ty t.Type) t.Value {
		if known, ok := s.fakes["plan:"+r.TypeName][path]; ok {
			return fromJSON(ty, known)
		}
		return t.NewValue(ty, t.UnknownValue)
	})
	value = s.withGivenBlocks(r.TypeName, schema.Block, value)
	return &p6.PlanResourceChangeResponse{PlannedState: dynamic(schema.ValueType(), withoutWriteOnly(schema.Block, value)), UnsafeToUseLegacyTypeSystem: true}, nil
}

func (s *server) ApplyResourceChange(_ context.Context, r *p6.ApplyResourceChangeRequest) (*p6.ApplyResourceChangeResponse, error) {
	schema := s.resources[r.TypeName]
	value, err := r.PlannedState.Unmarshal(schema.ValueType())
	must(err)
	value, err = t.Transform(value, func(path *t.AttributePath, v t.Value) (t.Value, error) {
		if v.IsKnown() {
			return v, nil
		}
		way := names(path)
		return s.fake(r.TypeName, strings.Join(way, "."), way[len(way)-1], v.Type()), nil
	})
	must(err)
	return &p6.ApplyResourceChangeResponse{NewState: dynamic(schema.ValueType(), withoutWriteOnly(schema.Block, value)), UnsafeToUseLegacyTypeSystem: true}, nil
}

// withGivenBlocks adds blocks that the cloud fills when the configuration has none.
func (s *server) withGivenBlocks(resource string, block *p6.SchemaBlock, value t.Value) t.Value {
	if value.IsNull() {
		return value
	}
	members := map[string]t.Value{}
	must(value.As(&members))
	for _, nested := range block.BlockTypes {
		if given, ok := s.fakes["plan:"+resource][nested.TypeName]; ok && len(elements(nested, members[nested.TypeName])) == 0 {
			members[nested.TypeName] = fromJSON(members[nested.TypeName].Type(), given)
		}
	}
	return t.NewValue(value.Type(), members)
}

// withoutWriteOnly forgets what a state must not hold, as a provider has to.
func withoutWriteOnly(block *p6.SchemaBlock, value t.Value) t.Value {
	if value.IsNull() {
		return value
	}
	members := map[string]t.Value{}
	must(value.As(&members))
	for _, a := range block.Attributes {
		if a.WriteOnly {
			members[a.Name] = t.NewValue(a.ValueType(), nil)
		}
	}
	return t.NewValue(value.Type(), members)
}

func (s *server) ReadResource(_ context.Context, r *p6.ReadResourceRequest) (*p6.ReadResourceResponse, error) {
	return &p6.ReadResourceResponse{NewState: r.CurrentState}, nil
}

func (s *server) UpgradeResourceState(_ context.Context, r *p6.UpgradeResourceStateRequest) (*p6.UpgradeResourceStateResponse, error) {
	ty := s.resources[r.TypeName].ValueType()
	value, err := r.RawState.Unmarshal(ty)
	must(err)
	return &p6.UpgradeResourceStateResponse{UpgradedState: dynamic(ty, value)}, nil
}

func (s *server) ValidateDataResourceConfig(_ context.Context, r *p6.ValidateDataResourceConfigRequest) (*p6.ValidateDataResourceConfigResponse, error) {
	return &p6.ValidateDataResourceConfigResponse{Diagnostics: s.validate(r.TypeName, s.data[r.TypeName], r.Config)}, nil
}

func (s *server) ReadDataSource(_ context.Context, r *p6.ReadDataSourceRequest) (*p6.ReadDataSourceResponse, error) {
	schema := s.data[r.TypeName]
	value, err := r.Config.Unmarshal(schema.ValueType())
	must(err)
	value = fillComputed(schema.Block, value, "", func(path, name string, ty t.Type) t.Value { return s.fake(r.TypeName, path, name, ty) })
	return &p6.ReadDataSourceResponse{State: dynamic(schema.ValueType(), value)}, nil
}

func (s *server) ValidateEphemeralResourceConfig(_ context.Context, r *p6.ValidateEphemeralResourceConfigRequest) (*p6.ValidateEphemeralResourceConfigResponse, error) {
	return &p6.ValidateEphemeralResourceConfigResponse{Diagnostics: s.validate(r.TypeName, s.ephemeral[r.TypeName], r.Config)}, nil
}

func (s *server) OpenEphemeralResource(_ context.Context, r *p6.OpenEphemeralResourceRequest) (*p6.OpenEphemeralResourceResponse, error) {
	schema := s.ephemeral[r.TypeName]
	value, err := r.Config.Unmarshal(schema.ValueType())
	must(err)
	tellOpened(r.TypeName, value)
	value = fillComputed(schema.Block, value, "", func(path, name string, ty t.Type) t.Value { return s.fake(r.TypeName, path, name, ty) })
	return &p6.OpenEphemeralResourceResponse{Result: dynamic(schema.ValueType(), value)}, nil
}

// tellOpened writes down which secret was asked for, where STANDIN_OPENED names a file: nothing else would show it.
func tellOpened(resource string, value t.Value) {
	file, members := os.Getenv("STANDIN_OPENED"), map[string]t.Value{}
	must(value.As(&members))
	id, asks := members["secret_id"]
	if file == "" || !asks {
		return
	}
	var text string
	must(id.As(&text))
	opened, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	must(err)
	_, err = fmt.Fprintln(opened, resource, text)
	must(err)
	must(opened.Close())
}

func (s *server) RenewEphemeralResource(context.Context, *p6.RenewEphemeralResourceRequest) (*p6.RenewEphemeralResourceResponse, error) {
	return &p6.RenewEphemeralResourceResponse{}, nil
}

func (s *server) CloseEphemeralResource(context.Context, *p6.CloseEphemeralResourceRequest) (*p6.CloseEphemeralResourceResponse, error) {
	return &p6.CloseEphemeralResourceResponse{}, nil
}
