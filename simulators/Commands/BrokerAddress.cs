using System.CommandLine;
using System.CommandLine.Parsing;
using DustWatch.Mqtt;

namespace DustWatch.Simulator.Commands;

/// <summary>A broker as the command line names it: an <see cref="MqttAddress"/>. The password comes from the environment, never from here.</summary>
internal static class BrokerAddress
{
    /// <summary>Where the password of the address's user is looked up.</summary>
    public const string PasswordVariable = "DUSTWATCH_Simulator__Password";

    /// <summary>The option <c>--broker</c> of every command that sends.</summary>
    public static Option<MqttAddress?> CreateOption() => new("--broker")
    {
        Description = $"Where to send: mqtt://[user@]host[:port], mqtts:// for TLS; a user's password is read from {PasswordVariable}",
        HelpName = "URL",
        CustomParser = Parse,
        DefaultValueFactory = _ => new MqttAddress("127.0.0.1", MqttClientOptions.DefaultPort, UserName: null, IsTls: false),
    };

    /// <summary>How to connect there.</summary>
    public static MqttClientOptions OptionsOf(MqttAddress address) => new()
    {
        Host = address.Host,
        Port = address.Port,
        Tls = address.IsTls ? new MqttClientTls() : null,
        UserName = address.UserName,
        Password = address.UserName is null ? null : Environment.GetEnvironmentVariable(PasswordVariable),
    };

    /// <summary>Reads the option's one value, or says what it takes.</summary>
    private static MqttAddress? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (!MqttAddress.TryParse(text, out var address))
        {
            var hasPassword = Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':', StringComparison.Ordinal);
            result.AddError($"--broker takes mqtt://[user@]host[:port] or mqtts://, not '{(hasPassword ? "one with a password" : text)}'. A password goes into {PasswordVariable}.");
        }

        return address;
    }
}
