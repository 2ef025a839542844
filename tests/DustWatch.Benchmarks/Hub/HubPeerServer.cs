using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DustWatch.Benchmarks.Hub;

/// <summary>
/// What SignalR does by itself, in a process of its own: every connection is told the same values as fast as all of them take them, between a line <c>on</c> and a line
/// <c>off</c> on standard input. Prints its port first.
/// </summary>
internal static class HubPeerServer
{
    /// <summary>The argument that starts one: <c>hub-peer KIND VALUES</c>.</summary>
    public const string Command = "hub-peer";

    public const string On = "on";
    public const string Off = "off";

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="kind">How it tells.</param>
    /// <param name="values">How many there are.</param>
    public static async Task RunAsync(HubPeerKind kind, int values)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSignalR();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var application = builder.Build();
        application.MapHub<BareHub>("/hub");
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses; // every server has it
        Console.WriteLine(new Uri(addresses.Single()).Port);

        var clients = application.Services.GetRequiredService<IHubContext<BareHub>>().Clients.All;
        using var ending = new CancellationTokenSource();
        using var turn = new SemaphoreSlim(0, 1);
        var isOn = false;
        var sending = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                if (Volatile.Read(ref isOn))
                {
                    await TellAsync(clients, kind, values);
                }
                else
                {
                    await turn.WaitAsync(ending.Token);
                }
            }
        });
        while (await Console.In.ReadLineAsync() is { } line)
        {
            Volatile.Write(ref isOn, line == On);
            if (line == On)
            {
                turn.Release();
            }
        }

        await ending.CancelAsync();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static async Task TellAsync(IClientProxy clients, HubPeerKind kind, int values)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (kind == HubPeerKind.Batched)
        {
            await clients.SendAsync("live", new { values = Enumerable.Range(0, values).Select(number => ValueOf(number, now)).ToList() });
            return;
        }

        for (var number = 0; number < values; number++)
        {
            await clients.SendAsync("live", ValueOf(number, now));
        }
    }

    private static HubPeerValue ValueOf(int number, DateTimeOffset now) =>
        new(string.Create(CultureInfo.InvariantCulture, $"p{number:D5}"), "dust_respirable", now, 0.1 + (number % 200 / 1000.0), "normal");
}
