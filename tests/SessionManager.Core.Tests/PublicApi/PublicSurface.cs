using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace SessionManager.Core.Tests.PublicApi;

/// <summary>Writes down what of an assembly a host can see, in a fixed order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(TypeNames.Full, StringComparer.Ordinal))
        {
            text.Append(TypeLine(type)).Append('\n');
            foreach (var line in Members(type).Distinct().Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static string TypeLine(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var inherited = type.BaseType is { } parent ? parent.GetInterfaces() : [];
        var parents = type.GetInterfaces()
            .Except(inherited)
            .Where(i => i.IsPublic && !type.IsEnum)
            .Select(TypeNames.Full)
            .Order(StringComparer.Ordinal);
        var all =
            type is { IsClass: true, BaseType: { } b } && b != typeof(object)
                ? parents.Prepend(TypeNames.Full(b))
                : parents;
        var list = string.Join(", ", all);
        return $"{kind} {TypeNames.Full(type)}{(list.Length > 0 ? " : " + list : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type)
                .Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), CultureInfo.InvariantCulture)}");
        return type.GetMembers(Declared)
            .Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute)) || m is PropertyInfo)
            .Select(Line)
            .OfType<string>();
    }

    private static string? Line(MemberInfo member) =>
        member switch
        {
            ConstructorInfo c when IsVisible(c) => $"new({Parameters(c)})",
            MethodInfo m when IsVisible(m) && !IsAccessor(m) =>
                $"{Modifiers(m)}{TypeNames.Full(m.ReturnType)} {m.Name}{Generics(m)}({Parameters(m)})",
            PropertyInfo p when IsVisible(p.GetMethod ?? p.SetMethod) =>
                $"{Modifiers((p.GetMethod ?? p.SetMethod)!)}{Required(p)}{TypeNames.Full(p.PropertyType)} {PropertyName(p)} {{ {Accessors(p)} }}",
            FieldInfo f when f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly =>
                $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{TypeNames.Full(f.FieldType)} {f.Name}{Value(f)}",
            EventInfo e when IsVisible(e.AddMethod) => $"event {TypeNames.Full(e.EventHandlerType!)} {e.Name}",
            _ => null,
        };

    private static bool IsVisible(MethodBase? method) =>
        method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static bool IsAccessor(MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Modifiers(MethodInfo method)
    {
        var access = method.IsPublic ? "" : "protected ";
        if (method.IsStatic)
            return access + "static ";
        if (method.DeclaringType!.IsInterface)
            return access;
        if (method.IsAbstract)
            return access + "abstract ";
        if (method.GetBaseDefinition() != method)
            return access + "override ";
        return access + (method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");
    }

    private static string PropertyName(PropertyInfo property)
    {
        var index = property.GetIndexParameters();
        return index.Length == 0
            ? property.Name
            : $"this[{string.Join(", ", index.Select(i => TypeNames.Full(i.ParameterType)))}]";
    }

    private static string Required(PropertyInfo property) =>
        property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";

    private static string Accessors(PropertyInfo property)
    {
        var get = IsVisible(property.GetMethod) ? "get; " : "";
        if (!IsVisible(property.SetMethod))
            return get.TrimEnd();
        var isInit = property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
        return get + (isInit ? "init;" : "set;");
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix =
            parameter.IsDefined(typeof(ExtensionAttribute)) ? "this "
            : parameter.IsOut ? "out "
            : parameter.ParameterType.IsByRef ? "in "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : "";
        var isExtension =
            parameter is { Position: 0, Member: MethodInfo { IsStatic: true } m }
            && m.IsDefined(typeof(ExtensionAttribute));
        var value = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{(isExtension ? "this " : prefix)}{TypeNames.Full(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Value(FieldInfo field) => field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";

    private static string Literal(object? value) =>
        value switch
        {
            null => "default",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
}
