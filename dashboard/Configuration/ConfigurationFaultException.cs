namespace DustWatch.Dashboard.Configuration;

/// <summary>Wrong use or configuration: every fault a line that names the option or key, and what it takes. Exit code 2.</summary>
internal sealed class ConfigurationFaultException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public ConfigurationFaultException(string fault)
        : this([fault])
    {
    }
}
