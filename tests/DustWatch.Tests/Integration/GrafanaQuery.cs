using System.Text.Json.Nodes;
using DustWatch.Tests.Architecture;

namespace DustWatch.Tests.Integration;

/// <summary>One query of a dashboard in <c>infra/grafana/dashboards</c>.</summary>
/// <param name="Dashboard">Name of its file, without the ending.</param>
/// <param name="Panel">Title of its panel, or the variable whose values it asks for.</param>
/// <param name="Language">As its data source is named: influxdb or prometheus.</param>
/// <param name="Text">As it stands there, with Grafana's variables.</param>
internal sealed record GrafanaQuery(string Dashboard, string Panel, string Language, string Text)
{
    /// <summary>Every query of every dashboard.</summary>
    public static IReadOnlyList<GrafanaQuery> ReadAll() =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "infra", "grafana", "dashboards"), "*.json").Order(StringComparer.Ordinal).SelectMany(Read)];

    /// <inheritdoc/>
    public override string ToString() => $"{Dashboard}: {Panel}: {Text}";

    private static IEnumerable<GrafanaQuery> Read(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var json = JsonNode.Parse(File.ReadAllText(file)) ?? throw new InvalidDataException($"{file} is null.");
        foreach (var variable in json["templating"]?["list"]?.AsArray() ?? [])
        {
            if ((string?)variable?["type"] == "query")
            {
                yield return new GrafanaQuery(name, Word(variable, "name"), Word(variable["datasource"], "type"), Word(variable, "query"));
            }
        }

        foreach (var panel in json["panels"]?.AsArray() ?? [])
        {
            foreach (var target in panel?["targets"]?.AsArray() ?? [])
            {
                var language = Word(target?["datasource"], "type");
                yield return new GrafanaQuery(name, Word(panel, "title"), language, Word(target, language == "prometheus" ? "expr" : "query"));
            }
        }
    }

    private static string Word(JsonNode? node, string key) => (string?)node?[key] ?? throw new InvalidDataException($"{key} is missing in {node}.");
}
