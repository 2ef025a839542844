using System.CommandLine;
using System.CommandLine.Parsing;
using DustWatch.Mqtt;

namespace DustWatch.Simulator.Commands;

/// <summary>A broker as the command line names it: <c>mqtt://[user@]host[:port]</c>. The password comes from the environment, never from here.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="User">User name; null for an anonymous client.</param>
internal sealed record BrokerAddress(string Host, int Port, string? User)
{
    /// <summary>Where the password of <see cref="User"/> is looked up.</summary>
    public const string PasswordVariable = "DUSTWATCH_Simulator__Password";

    private const int DefaultPort = 1883;

    /// <summary>The option <c>--broker</c> of every command that sends.</summary>
    public static Option<BrokerAddress?> CreateOption() => new("--broker")
    {
        Description = $"Where to send: mqtt://[user@]host[:port]; a user's password is read from {PasswordVariable}",
        HelpName = "URL",
        CustomParser = Parse,
        DefaultValueFactory = _ => new BrokerAddress("127.0.0.1", DefaultPort, null),
    };

    /// <summary>Reads the option's one value, or says what it takes.</summary>
    private static BrokerAddress? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "mqtt" && uri.Host.Length > 0 && uri.PathAndQuery is "/" or "";
        if (!isAddress || uri is null || uri.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            result.AddError($"--broker takes mqtt://[user@]host[:port], not '{(uri?.UserInfo.Contains(':', StringComparison.Ordinal) == true ? "one with a password" : text)}'. A password goes into {PasswordVariable}.");
            return null;
        }

        return new BrokerAddress(uri.IdnHost, uri.Port > 0 ? uri.Port : DefaultPort, uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(uri.UserInfo) : null);
    }

    /// <summary>As <c>--broker</c> takes it.</summary>
    public override string ToString() => $"mqtt://{(User is null ? "" : User + "@")}{Host}:{Port}";

    /// <summary>How to connect there.</summary>
    public MqttClientOptions ToOptions() => new()
    {
        Host = Host,
        Port = Port,
        UserName = User,
        Password = User is null ? null : Environment.GetEnvironmentVariable(PasswordVariable),
    };
}
