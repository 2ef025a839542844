using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace DustWatch.Tests.Architecture;

/// <summary>An assembly of ours as it was built: what it refers to, and which of its types uses what.</summary>
internal sealed class BuiltAssembly
{
    private readonly MetadataReader _reader;
    private readonly PEReader _file;
    private readonly NamedTypes _named = new();
    private readonly HashSet<Use> _uses = [];

    private BuiltAssembly(string name, PEReader file)
    {
        (Name, _file, _reader) = (name, file, file.GetMetadataReader());
        References = [.. _reader.AssemblyReferences.Select(r => _reader.GetString(_reader.GetAssemblyReference(r).Name)).Order(StringComparer.Ordinal)];
        foreach (var handle in _reader.TypeDefinitions)
        {
            Read(_reader.GetTypeDefinition(handle));
        }
    }

    public string Name { get; }

    /// <summary>Simple names of the assemblies that it refers to.</summary>
    public IReadOnlyList<string> References { get; }

    public IReadOnlyCollection<Use> Uses => _uses;

    /// <summary>Reads the assembly that stands beside the tests.</summary>
    public static BuiltAssembly Load(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")), PEStreamOptions.PrefetchEntireImage);
        return new BuiltAssembly(name, file);
    }

    private void Read(TypeDefinition type)
    {
        var by = OutermostName(type);
        Add(by, type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            Add(by, _reader.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var field in type.GetFields())
        {
            _reader.GetFieldDefinition(field).DecodeSignature(_named, null);
        }

        AddNamed(by);
        foreach (var method in type.GetMethods())
        {
            Read(by, _reader.GetMethodDefinition(method));
        }
    }

    private void Read(string by, MethodDefinition method)
    {
        method.DecodeSignature(_named, null);
        if (method.RelativeVirtualAddress != 0)
        {
            var body = _file.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_named, null);
            }

            foreach (var token in CodeTokens.In(body.GetILBytes() ?? []))
            {
                Add(by, token);
            }
        }

        AddNamed(by);
    }

    private void Add(string by, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeReference:
                _named.Found.Add((TypeReferenceHandle)token);
                break;
            case HandleKind.TypeSpecification:
                _reader.GetTypeSpecification((TypeSpecificationHandle)token).DecodeSignature(_named, null);
                break;
            case HandleKind.MethodSpecification:
                var specification = _reader.GetMethodSpecification((MethodSpecificationHandle)token);
                specification.DecodeSignature(_named, null);
                Add(by, specification.Method);
                break;
            case HandleKind.MemberReference:
                AddMember(by, _reader.GetMemberReference((MemberReferenceHandle)token));
                break;
            default:
                break; // defined here
        }

        AddNamed(by);
    }

    private void AddMember(string by, MemberReference member)
    {
        AddNamed(by);
        if (member.GetKind() == MemberReferenceKind.Method)
        {
            member.DecodeMethodSignature(_named, null);
        }
        else
        {
            member.DecodeFieldSignature(_named, null);
        }

        AddNamed(by);
        Add(by, member.Parent);
        if (TypeOf(member.Parent) is { } parent)
        {
            var (assembly, type) = NameOf(parent);
            _uses.Add(new Use(by, assembly, type, _reader.GetString(member.Name)));
        }
    }

    // The generic type of List<T>.Add is named by a specification whose first type is List<>.
    private TypeReferenceHandle? TypeOf(EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeReference)
        {
            return (TypeReferenceHandle)parent;
        }

        if (parent.Kind != HandleKind.TypeSpecification)
        {
            return null;
        }

        var named = new NamedTypes();
        _reader.GetTypeSpecification((TypeSpecificationHandle)parent).DecodeSignature(named, null);
        return named.Found.Count == 0 ? null : named.Found.First();
    }

    private void AddNamed(string by)
    {
        foreach (var handle in _named.Found)
        {
            var (assembly, type) = NameOf(handle);
            _uses.Add(new Use(by, assembly, type, null));
        }

        _named.Found.Clear();
    }

    private (string Assembly, string Type) NameOf(TypeReferenceHandle handle)
    {
        var type = _reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            type = _reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        }

        var assembly = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? _reader.GetString(_reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : Name;
        return (assembly, FullName(type.Namespace, type.Name));
    }

    private string OutermostName(TypeDefinition type)
    {
        while (!type.GetDeclaringType().IsNil)
        {
            type = _reader.GetTypeDefinition(type.GetDeclaringType());
        }

        return FullName(type.Namespace, type.Name);
    }

    private string FullName(StringHandle @namespace, StringHandle name) =>
        @namespace.IsNil ? _reader.GetString(name) : $"{_reader.GetString(@namespace)}.{_reader.GetString(name)}";
}
