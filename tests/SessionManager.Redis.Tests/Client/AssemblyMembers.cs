using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SessionManager.Redis.Tests.Client;

/// <summary>What an assembly offers, or asks of another, read without loading it.</summary>
internal static class AssemblyMembers
{
    /// <summary>The public types of an assembly, each with the public members that it declares or inherits.</summary>
    public static HashSet<string> Offered(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        var offered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeDefinitions.Where(handle => IsPublic(reader, handle)))
        {
            var name = TypeNameProvider.Instance.GetTypeFromDefinition(reader, handle, 0);
            offered.Add(name);
            foreach (var type in WithAncestors(reader, handle))
                offered.UnionWith(Members(reader, type).Select(member => $"{name}::{member}"));
        }

        return offered;
    }

    /// <summary>The types and members of another assembly that an assembly names.</summary>
    public static HashSet<string> Asked(string path, string of)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences.Where(handle => IsFrom(reader, handle, of)))
            asked.Add(TypeNameProvider.Instance.GetTypeFromReference(reader, handle, 0));

        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            var parent = member.Parent;
            var isGeneric = parent.Kind == HandleKind.TypeSpecification;
            // Of a generic type: its name, without what it is made for.
            var type =
                isGeneric
                    ? TypeNameProvider
                        .Instance.GetTypeFromSpecification(reader, null, (TypeSpecificationHandle)parent, 0)
                        .Split('<')[0]
                : parent.Kind == HandleKind.TypeReference
                    ? TypeNameProvider.Instance.GetTypeFromReference(reader, (TypeReferenceHandle)parent, 0)
                : "";
            if (asked.Contains(type))
                asked.Add($"{type}::{Text(reader, member)}");
        }

        return asked;
    }

    private static string Text(MetadataReader reader, MemberReference member)
    {
        var name = reader.GetString(member.Name);
        return member.GetKind() == MemberReferenceKind.Method
            ? name + TypeNameProvider.Text(member.DecodeMethodSignature(TypeNameProvider.Instance, null))
            : $"{name}: {member.DecodeFieldSignature(TypeNameProvider.Instance, null)}";
    }

    private static IEnumerable<string> Members(MetadataReader reader, TypeDefinition type)
    {
        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            if ((method.Attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public)
                yield return reader.GetString(method.Name)
                    + TypeNameProvider.Text(method.DecodeSignature(TypeNameProvider.Instance, null));
        }

        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            if ((field.Attributes & FieldAttributes.FieldAccessMask) == FieldAttributes.Public)
                yield return $"{reader.GetString(field.Name)}: {field.DecodeSignature(TypeNameProvider.Instance, null)}";
        }
    }

    // A member that moved to a base type, or to an interface of an interface, is still found where it was.
    private static IEnumerable<TypeDefinition> WithAncestors(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        yield return type;
        var parents = type.Attributes.HasFlag(TypeAttributes.Interface)
            ? type.GetInterfaceImplementations().Select(i => reader.GetInterfaceImplementation(i).Interface)
            : [type.BaseType];
        foreach (var parent in parents.Where(parent => parent.Kind == HandleKind.TypeDefinition))
        foreach (var ancestor in WithAncestors(reader, (TypeDefinitionHandle)parent))
            yield return ancestor;
    }

    private static bool IsPublic(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic => IsPublic(reader, type.GetDeclaringType()),
            _ => false,
        };
    }

    private static bool IsFrom(MetadataReader reader, TypeReferenceHandle handle, string assembly)
    {
        var scope = reader.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.TypeReference => IsFrom(reader, (TypeReferenceHandle)scope, assembly),
            HandleKind.AssemblyReference => reader.StringComparer.Equals(
                reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name,
                assembly
            ),
            _ => false,
        };
    }
}
