using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using DustWatch.Dashboard.Contracts;
using DustWatch.Measurements;

namespace DustWatch.Tests.Contracts;

/// <summary>The shapes of dashboard/Contracts as TypeScript: a record is an interface, an enumeration the union of its names in JSON.</summary>
internal sealed partial class ContractsTypeScript
{
    // What a browser sends: a key that is null there may as well be left out.
    private static readonly Type[] Sent = [typeof(AlertActionRequest), typeof(PasswordRequest), typeof(ReadmissionRequest), typeof(SignIn), typeof(WatchScope)];

    private readonly JsonSerializerOptions _json = new();
    private readonly NullabilityInfoContext _nullability = new();
    private readonly Dictionary<string, string> _summaries;
    private readonly SortedDictionary<string, string> _unions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _interfaces = new(StringComparer.Ordinal);

    private ContractsTypeScript()
    {
        ContractJson.Configure(_json);
        var documentation = Path.ChangeExtension(typeof(ContractJson).Assembly.Location, ".xml");
        _summaries = XDocument.Load(documentation).Descendants("member")
            .Where(m => m.Attribute("name")?.Value is ['T', ':', ..] && m.Element("summary") is not null)
            .ToDictionary(m => m.Attribute("name")!.Value[2..], m => Plain(m.Element("summary")!)); // both were looked for above
    }

    public static string Generate(string header)
    {
        var written = new ContractsTypeScript();
        foreach (var type in typeof(ContractJson).Assembly.GetTypes().Where(IsShape))
        {
            written.AddInterface(type);
        }

        return new StringBuilder(header)
            .Append("\n/** RFC 3339, UTC, with milliseconds. */\nexport type Instant = string\n\n")
            .AppendJoin("", written._unions.Values).Append('\n')
            .AppendJoin('\n', written._interfaces.Values)
            .ToString();
    }

    // Records alone: what reads and writes them stands in the same folder.
    private static bool IsShape(Type type) =>
        type.Namespace == typeof(ContractJson).Namespace && type.GetMethod("<Clone>$") is not null && type.DeclaringType is null;

    private static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return name.EndsWith("View", StringComparison.Ordinal) ? name[..^"View".Length] : name;
    }

    private static string Plain(XElement summary)
    {
        foreach (var code in summary.Descendants("c").ToList())
        {
            code.ReplaceWith($"`{code.Value}`");
        }

        return Whitespace().Replace(summary.Value, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();

    private void AddInterface(Type type)
    {
        var text = new StringBuilder();
        if (_summaries.TryGetValue(type.FullName ?? "", out var summary))
        {
            text.Append("/** ").Append(summary).Append(" */\n");
        }

        text.Append("export interface ").Append(NameOf(type));
        text.Append(type.IsGenericTypeDefinition ? $"<{string.Join(", ", type.GetGenericArguments().Select(a => a.Name))}>" : "");
        text.Append(type.BaseType is { } parent && IsShape(parent) ? $" extends {NameOf(parent)}" : "").Append(" {\n");
        var isSent = Sent.Contains(type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            var isNullable = IsNullable(property);
            text.Append("  ").Append(JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Append(isSent && isNullable ? "?: " : ": ");
            text.Append(TypeOf(property.PropertyType)).Append(isNullable ? " | null\n" : "\n");
        }

        _interfaces.Add(NameOf(type), text.Append("}\n").ToString());
    }

    private bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && !property.PropertyType.IsGenericParameter && _nullability.Create(property).ReadState == NullabilityState.Nullable);

    private string TypeOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return TypeOf(inner);
        }

        if (type.IsEnum)
        {
            return UnionOf(type);
        }

        if (type.IsGenericType)
        {
            var arguments = type.GetGenericArguments();
            return type.GetGenericTypeDefinition() switch
            {
                var list when list == typeof(IReadOnlyList<>) => $"{TypeOf(arguments[0])}[]",
                var map when map == typeof(IReadOnlyDictionary<,>) => $"Record<{TypeOf(arguments[0])}, {TypeOf(arguments[1])}>",
                _ => throw new NotSupportedException($"{type} has no spelling in TypeScript yet."),
            };
        }

        return type switch
        {
            _ when type.IsGenericParameter || IsShape(type) => NameOf(type),
            _ when type == typeof(string) => "string",
            _ when type == typeof(bool) => "boolean",
            _ when type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(decimal) => "number",
            _ when type == typeof(JsonElement) => "unknown",
            _ when type == typeof(Instant) => nameof(Instant),
            _ => throw new NotSupportedException($"{type} has no spelling in TypeScript yet."),
        };
    }

    private string UnionOf(Type type)
    {
        var names = Enum.GetValues(type).Cast<object>().Select(v => JsonSerializer.Serialize(v, type, _json).Replace('"', '\''));
        _unions[type.Name] = $"export type {type.Name} = {string.Join(" | ", names)}\n";
        return type.Name;
    }
}
