using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>A numbered statement of one of the standards, and what shows that it is kept.</summary>
/// <param name="Version">The standard.</param>
/// <param name="Id">Its number there, such as MQTT-3.1.0-2.</param>
/// <param name="Kind"><c>clause</c>: scripts; <c>test</c>: a test elsewhere; <c>why</c>: why there is nothing to be tested.</param>
/// <param name="What">The scripts' numbers, the test's class and name, or the reason.</param>
internal sealed record Statement(MqttVersion Version, string Id, string Kind, string What)
{
    public const string Clause = "clause";
    public const string Test = "test";
    public const string Why = "why";

    /// <summary>Reads the table.</summary>
    public static IReadOnlyList<Statement> ReadAll(string folder) =>
    [
        .. File.ReadLines(Path.Combine(folder, "statements.txt")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 4))
            .Select(parts => new Statement(parts[0] == "5.0" ? MqttVersion.V500 : MqttVersion.V311, parts[1], parts[2], parts[3])),
    ];

    public override string ToString() => $"{(Version == MqttVersion.V500 ? "5.0" : "3.1.1")} {Id} {Kind} {What}";
}
