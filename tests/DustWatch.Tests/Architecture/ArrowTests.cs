using NUnit.Framework;

namespace DustWatch.Tests.Architecture;

/// <summary>Who may know whom. The arrows of the layout, held on what was built.</summary>
[TestFixture]
internal sealed class ArrowTests
{
    private const string Measurements = "DustWatch.Measurements";
    private const string Mqtt = "DustWatch.Mqtt";
    private const string Ingest = "DustWatch.Ingest";
    private const string Alerting = "DustWatch.Alerting";
    private const string Backends = "DustWatch.Backends";
    private const string Simulator = "DustWatch.Simulator";
    private const string Dashboard = "DustWatch.Dashboard";
    private const string DashboardAssembly = "dustwatch";

    /// <summary>Every project that ships, and the projects that it may refer to.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        [Measurements] = [],
        [Mqtt] = [],
        [Ingest] = [Measurements, Mqtt],
        [Alerting] = [Measurements],
        [Backends] = [Alerting, Ingest, Measurements, Mqtt],
        [Simulator] = [Ingest, Measurements, Mqtt],
        [Dashboard] = [Alerting, Backends, Ingest, Measurements, Mqtt, Simulator],
    };

    /// <summary>A product's assemblies, by the beginning of their names, and the one namespace that may use them.</summary>
    private static readonly (string Assembly, string Namespace)[] Products =
    [
        ("Microsoft.Data.Sqlite", "DustWatch.Backends.Sqlite"),
        ("SQLitePCLRaw", "DustWatch.Backends.Sqlite"),
        ("Npgsql", "DustWatch.Backends.Postgres"),
        ("RabbitMQ.Client", "DustWatch.Backends.RabbitMq"),
    ];

    private static readonly Dictionary<string, BuiltAssembly> Built =
        Allowed.Keys.ToDictionary(name => name, name => BuiltAssembly.Load(AssemblyOf(name)), StringComparer.Ordinal);

    private static IEnumerable<string> Shipped => Allowed.Keys;

    [TestCaseSource(nameof(Shipped))]
    public void A_project_refers_to_no_project_but_those_it_may(string name)
    {
        var project = Repository.Projects.Single(path => Path.GetFileNameWithoutExtension(path) == name);
        Assert.That(Repository.ProjectReferences(project), Is.SubsetOf(Allowed[name]));
    }

    [TestCaseSource(nameof(Shipped))]
    public void A_built_assembly_refers_to_no_assembly_of_ours_but_those_it_may(string name) =>
        Assert.That(Built[name].References.Where(IsOurs), Is.SubsetOf(Allowed[name].Select(AssemblyOf)));

    [Test]
    public void Only_tests_and_benchmarks_are_outside_the_arrows() =>
        Assert.That(Repository.Projects.Select(path => Path.GetFileNameWithoutExtension(path)), Is.EquivalentTo(Allowed.Keys.Concat(["DustWatch.Benchmarks", "DustWatch.Tests"])));

    [Test]
    public void The_vocabulary_and_the_protocol_library_need_no_package([Values(Measurements, Mqtt)] string name)
    {
        var project = Repository.Projects.Single(path => Path.GetFileNameWithoutExtension(path) == name);
        Assert.That(Repository.PackageReferences(project), Is.Empty);
    }

    [Test]
    public void Alerting_needs_no_assembly_but_the_vocabulary_and_rx_and_the_base_library() =>
        Assert.That(Built[Alerting].References.Where(r => !IsBaseLibrary(r)), Is.EquivalentTo([Measurements, "System.Reactive"]));

    [Test]
    public void Alerting_does_no_input_or_output_and_reads_no_clock() =>
        Assert.That(Built[Alerting].Uses.Where(use => PureCode.Forbids(use)).Select(use => use.ToString()), Is.Empty);

    [Test]
    public void A_product_is_named_only_in_its_folder_of_Backends()
    {
        var strays =
            from assembly in Built.Values
            from use in assembly.Uses
            from product in Products
            where use.Assembly.StartsWith(product.Assembly, StringComparison.Ordinal) && !IsIn(use.By, product.Namespace)
            select use.ToString();
        Assert.That(strays, Is.Empty);
    }

    [Test]
    public void Only_the_demo_uses_the_simulator() =>
        Assert.That(Built[Dashboard].Uses.Where(use => use.Assembly == Simulator && !IsIn(use.By, "DustWatch.Dashboard.Demo")).Select(use => use.ToString()), Is.Empty);

    [Test]
    public void Time_zones_are_known_to_the_site_calendar_alone()
    {
        var users = Built.Values.SelectMany(a => a.Uses).Where(use => use.Type == "System.TimeZoneInfo").Select(use => use.By).Distinct();
        Assert.That(users, Is.EqualTo(["DustWatch.Measurements.SiteCalendar"]));
    }

    private static string AssemblyOf(string project) => project == Dashboard ? DashboardAssembly : project;

    private static bool IsOurs(string assembly) => assembly == DashboardAssembly || assembly.StartsWith("DustWatch.", StringComparison.Ordinal);

    private static bool IsBaseLibrary(string assembly) =>
        assembly is "netstandard" or "mscorlib"
        || (assembly.StartsWith("System.", StringComparison.Ordinal) && !assembly.StartsWith("System.Reactive", StringComparison.Ordinal));

    private static bool IsIn(string type, string @namespace) => type.StartsWith($"{@namespace}.", StringComparison.Ordinal);
}
