using System.CommandLine;
using System.Runtime;
using DustWatch.Dashboard.Administration;
using DustWatch.Dashboard.Demo;
using DustWatch.Dashboard.Pipeline;

namespace DustWatch.Dashboard.Commands;

/// <summary><c>dustwatch [serve] [--demo [--seed N]]</c>.</summary>
internal static class ServeCommand
{
    public static void Configure(Command command, CommandContext context)
    {
        var seed = new Option<int>("--seed") { Description = "Seed of the simulated district.", DefaultValueFactory = _ => 1, HelpName = "N" };
        command.Add(seed);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, parsed.GetValue(seed), context, cancellationToken));
    }

    private static async Task<int> RunAsync(ParseResult parsed, int seed, CommandContext context, CancellationToken cancellationToken)
    {
        var settings = context.ReadSettings(parsed);
        var clock = TimeProvider.System;
        var folder = new DataFolder(settings.Data);
        using var folderLock = folder.TryLock()
            ?? throw new CommandFailedException($"The data folder {folder.Path} is in use by another DustWatch. Stop it, or choose another folder with --Data=FOLDER.");
        await using var installation = await Installation.OpenAsync(folder, settings, clock);
        var prepared = settings.IsDemo ? await DemoInstallation.PrepareAsync(installation, seed) : null;
        GCSettings.LatencyMode = GCLatencyMode.SustainedLowLatency; // a collection that stops everything for a second keeps an alert back
        await using var server = await Server.StartAsync(settings, installation, clock, cancellationToken);
        installation.Address = server.Address;
        await using var administration = await AdministrationSocket.ListenAsync(folder, installation, cancellationToken);
        await context.Output.WriteLineAsync($"DustWatch: {server.Address}");
        if (await installation.Administrator.CreateFirstLinkAsync() is { } link)
        {
            await context.Output.WriteLineAsync($"Sign in: {server.Address}/sign-in#link={link}");
        }

        await context.Output.FlushAsync(cancellationToken);
        if (server.MqttTlsAddress is { } tls)
        {
            await context.Error.WriteLineAsync($"MQTT over TLS: {tls}");
        }

        await context.Error.WriteLineAsync($"MQTT: {server.MqttAddress?.ToString() ?? "off"}");
        await using var demo = prepared is not null && server.MqttAddress is { } mqtt
            ? await prepared.StartAsync(mqtt, clock, server.Services.GetRequiredService<ILogger<DemoHost>>(), server.Stopping)
            : null;
        await server.WaitForStopAsync(cancellationToken);
        return server.Services.GetRequiredService<Pipeline.Pipeline>().HasFailed ? ExitCodes.Failed : ExitCodes.Done;
    }
}
