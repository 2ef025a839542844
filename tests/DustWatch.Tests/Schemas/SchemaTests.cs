using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting.Rules;
using DustWatch.Measurements;
using DustWatch.Tests.Architecture;
using NUnit.Framework;

namespace DustWatch.Tests.Schemas;

/// <summary>The schemas of the files that people write, against a validator that is not ours (ajv), and against the readers.</summary>
public sealed class SchemaTests
{
    [Test]
    public async Task The_contracts_examples_and_the_scenarios_are_valid()
    {
        var scenarios = Directory.GetDirectories(Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "scenarios"));
        string[] Files(string name) => [.. scenarios.Select(s => Path.Combine(s, name)).Where(File.Exists).Select(File.ReadAllText)];
        var examples = Directory.GetFiles(Path.Combine(Repository.Root, "infra", "rules"), "*.json").Select(File.ReadAllText);
        string[] rules = [ContractExamples.Rules, .. Files("rules.json"), .. examples];
        string[] registries = [ContractExamples.Registry, .. Files("registry.json")];

        Assert.That(await ValidateAsync("rules", rules), Is.All.Null);
        Assert.That(await ValidateAsync("registry", registries), Is.All.Null);
        Assert.That(rules.Concat(registries).Count(), Is.GreaterThan(5));
    }

    [Test]
    public async Task Schema_and_reader_of_rules_agree()
    {
        string[] files = [.. RuleDocuments.Good, .. RuleDocuments.Bad];
        var verdicts = await ValidateAsync("rules", files);
        Assert.Multiple(() =>
        {
            for (var i = 0; i < files.Length; i++)
            {
                var isRead = RulesReader.TryRead(Encoding.UTF8.GetBytes(files[i]), out _, out var faults);
                Assert.That(isRead, Is.EqualTo(i < RuleDocuments.Good.Length), $"the reader of {files[i]}: {string.Join("; ", faults)}");
                Assert.That(verdicts[i] is null, Is.EqualTo(i < RuleDocuments.Good.Length), $"the schema of {files[i]}: {verdicts[i]}");
            }
        });
    }

    [Test]
    public async Task Schema_and_reader_of_registries_agree()
    {
        string[] files = [.. RegistryDocuments.Good, .. RegistryDocuments.Bad];
        var verdicts = await ValidateAsync("registry", files);
        Assert.Multiple(() =>
        {
            for (var i = 0; i < files.Length; i++)
            {
                var isRead = RegistryReader.TryRead(Encoding.UTF8.GetBytes(files[i]), out _, out var faults);
                Assert.That(isRead, Is.EqualTo(i < RegistryDocuments.Good.Length), $"the reader of {files[i]}: {string.Join("; ", faults)}");
                Assert.That(verdicts[i] is null, Is.EqualTo(i < RegistryDocuments.Good.Length), $"the schema of {files[i]}: {verdicts[i]}");
            }
        });
    }

    private static async Task<string?[]> ValidateAsync(string schema, IReadOnlyList<string> texts)
    {
        var root = Repository.Root;
        var start = new ProcessStartInfo("node", [Path.Combine(root, "tests", "DustWatch.Tests", "Schemas", "validate.mjs"), Path.Combine(root, "dashboard", "web"), Path.Combine(root, "infra", "schemas", $"{schema}.schema.json")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("node does not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(texts));
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<string?[]>(process.ExitCode == 0 ? await output : throw new InvalidOperationException(await error)) ?? [];
    }
}
