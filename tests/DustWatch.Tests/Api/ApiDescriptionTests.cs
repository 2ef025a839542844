using System.Net;
using System.Text.Json;
using NUnit.Framework;

namespace DustWatch.Tests.Api;

/// <summary><c>/openapi/v1.json</c> and <c>/schemas/</c>, without a sign-in.</summary>
public sealed class ApiDescriptionTests
{
    [Test]
    public async Task Every_endpoint_is_described()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        using var document = JsonDocument.Parse(await client.GetStringAsync("openapi/v1.json"));
        var root = document.RootElement;
        Assert.That(root.GetProperty("openapi").GetString(), Does.StartWith("3."));
        var operations = root.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name.ToUpperInvariant()} {path.Name}", operation.Value)))
            .ToDictionary(o => o.Name, o => o.Value);
        Assert.That(operations.Keys, Is.EquivalentTo(new[]
        {
            "GET /api/v1/points", "GET /api/v1/points/{id}", "GET /api/v1/points/{id}/history", "GET /api/v1/points/{id}/exposure", "GET /api/v1/points/{id}/shifts",
            "GET /api/v1/points/{id}/verdicts",
            "GET /api/v1/alerts", "GET /api/v1/alerts/{id}", "GET /api/v1/alerts/{id}/evidence", "POST /api/v1/alerts/{id}/acknowledge",
            "GET /api/v1/devices/{id}/diagnostics", "POST /api/v1/devices/{id}/quarantine/readmit",
            "GET /api/v1/rules", "PUT /api/v1/rules", "GET /api/v1/rules/{id}", "PUT /api/v1/rules/{id}", "DELETE /api/v1/rules/{id}",
            "POST /api/v1/sessions", "GET /api/v1/sessions/current", "DELETE /api/v1/sessions/current", "POST /api/v1/sessions/current/password",
            "GET /healthz", "GET /readyz", "GET /metrics", "GET /schemas/rules.schema.json", "GET /schemas/registry.schema.json",
        }));
        Assert.Multiple(() =>
        {
            foreach (var (name, operation) in operations)
            {
                Assert.That(operation.GetProperty("summary").GetString(), Is.Not.Empty, name);
                Assert.That(operation.GetProperty("tags")[0].GetString(), Is.AnyOf("Points", "Alerts", "Devices", "Rules", "Sessions", "System"), name);
                Assert.That(operation.GetProperty("responses").EnumerateObject().Any(r => r.Name[0] == '2'), name);
                var isOpen = !name.Contains("/api/", StringComparison.Ordinal) || name == "POST /api/v1/sessions";
                Assert.That(operation.TryGetProperty("security", out _), Is.EqualTo(!isOpen), name);
                Assert.That(operation.GetProperty("responses").TryGetProperty("401", out _), Is.EqualTo(!isOpen || name is "GET /metrics" or "POST /api/v1/sessions"), name);
            }
        });
    }

    [Test]
    public async Task Schemas_spell_what_the_answers_hold()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        using var document = JsonDocument.Parse(await client.GetStringAsync("openapi/v1.json"));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var names = schemas.EnumerateObject().Select(s => s.Name).ToList();
        Assert.That(names, Has.None.Contains("View"));
        Assert.That(names, Is.SupersetOf(new[] { "Alert", "AlertDetail", "Point", "Exposure", "Evidence", "EvidenceSample", "ListOfPoint", "ListOfAlert", "Session", "ProblemDetails" }));
        Assert.That(schemas.GetProperty("Level").GetProperty("enum").EnumerateArray().Select(e => e.GetString()), Does.Contain("exceeded"));
        var alert = schemas.GetProperty("Alert").GetProperty("properties");
        Assert.That(alert.GetProperty("seq").GetProperty("type").GetString(), Is.EqualTo("integer"));
        Assert.That(alert.GetProperty("since").ToString(), Does.Contain("Instant").Or.Contain("date-time"));
        var evidence = schemas.GetProperty("Evidence").GetProperty("properties").EnumerateObject().Select(p => p.Name).Take(18);
        Assert.That(evidence, Is.EqualTo(new[]
        {
            "alert", "transition", "rule", "standard", "edition", "clause", "formula", "window", "interval", "samples", "value", "unit", "low", "high", "coverage", "limit", "device", "hashes",
        }));
        var history = document.RootElement.GetProperty("paths").GetProperty("/api/v1/points/{id}/history").GetProperty("get");
        Assert.That(history.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()), Is.EqualTo(new[] { "id", "quantity", "from", "to", "step", "limit" }));
        Assert.That(history.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("oneOf").GetArrayLength(), Is.EqualTo(3));
    }

    [TestCase("schemas/rules.schema.json")]
    [TestCase("schemas/registry.schema.json")]
    public async Task Schemas_of_files_are_served_to_anybody(string address)
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        using var answer = await client.GetAsync(address);
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/schema+json"));
        Assert.That(await answer.Content.ReadAsStringAsync(), Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Architecture.Repository.Root, "infra", address))));
    }

    [Test]
    public async Task The_address_of_the_api_leads_to_the_page()
    {
        await using var served = await ServedInstallation.StartAsync();
        using var client = served.Nobody();
        using var answer = await client.GetAsync("api");
        Assert.That((answer.StatusCode, answer.Headers.Location?.ToString()), Is.EqualTo((HttpStatusCode.Found, "/openapi/")));
    }
}
