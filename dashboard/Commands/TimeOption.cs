using System.CommandLine;
using DustWatch.Dashboard.Configuration;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Commands;

/// <summary>Options that take a time.</summary>
internal static class TimeOption
{
    public static Option<string?> Create(string name, string description) => new(name) { Description = $"{description} (RFC 3339).", HelpName = "TIME" };

    /// <summary>The time that was given, or null.</summary>
    /// <exception cref="ConfigurationFaultException">It is none.</exception>
    public static Instant? Read(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) switch
    {
        null => null,
        var text when Instant.TryParse(text, out var instant) => instant,
        var text => throw new ConfigurationFaultException($"{option.Name}: '{text}' is no time; it takes RFC 3339, such as 2026-03-03T00:25:00Z"),
    };
}
