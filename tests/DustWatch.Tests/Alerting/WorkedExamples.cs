using System.Text.Json;
using NUnit.Framework;

namespace DustWatch.Tests.Alerting;

/// <summary>The published examples, as they stand in the file.</summary>
internal static class WorkedExamples
{
    public static IReadOnlyList<JsonElement> All { get; } = Read();

    public static string KindOf(JsonElement example) => example.GetProperty("kind").GetString() ?? "";

    public static TestCaseData AsCase(JsonElement example) => new TestCaseData(example).SetArgDisplayNames(example.GetProperty("id").GetString() ?? "");

    public static double Expected(JsonElement example, string key) => example.GetProperty("expected").GetProperty(key).GetDouble();

    public static double Tolerance(JsonElement example, string key) =>
        example.GetProperty("tolerance") is { ValueKind: JsonValueKind.Object } each ? each.GetProperty(key).GetDouble() : example.GetProperty("tolerance").GetDouble();

    private static List<JsonElement> Read()
    {
        var file = Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "standards", "worked-examples.json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(file)).RootElement.EnumerateArray()];
    }
}
