using DustWatch.Mqtt;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>One clause of the standards as a script: who sends which bytes, and what has to come back. <see cref="ClauseRun"/> says what the lines mean.</summary>
/// <param name="Id">The clause's number, such as MQTT-3.1.0-2.</param>
/// <param name="Version">The version that it is run with.</param>
/// <param name="Title">What it says.</param>
/// <param name="Lines">The script.</param>
internal sealed record Clause(string Id, MqttVersion Version, string Title, IReadOnlyList<string> Lines)
{
    /// <summary>Why a line stands for one server alone; null where both do the same.</summary>
    public string? Why => Lines.FirstOrDefault(line => line.StartsWith("why ", StringComparison.Ordinal));

    public bool HasDifference => Lines.Any(line => line.StartsWith("ours:", StringComparison.Ordinal) || line.StartsWith("mosquitto:", StringComparison.Ordinal));

    /// <summary>Reads every clause of every script; a clause of both versions comes twice.</summary>
    public static IReadOnlyList<Clause> ReadAll(string folder)
    {
        var clauses = new List<Clause>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.clauses").Order(StringComparer.Ordinal))
        {
            foreach (var block in File.ReadAllText(file).Split("\nclause ").Skip(1))
            {
                var lines = block.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
                var head = lines[0].Split(' ', 3);
                MqttVersion[] versions = head[1] == "both" ? [MqttVersion.V311, MqttVersion.V500] : [head[1] == "5.0" ? MqttVersion.V500 : MqttVersion.V311];
                clauses.AddRange(versions.Select(version => new Clause(head[0], version, head[2], lines[1..])));
            }
        }

        return clauses;
    }

    public override string ToString() => $"{Id} {(Version == MqttVersion.V500 ? "5.0" : "3.1.1")} {Title}";
}
