using DustWatch.Tests.Backends;
using DustWatch.Tests.Integration;
using Microsoft.Playwright;
using NUnit.Framework;

namespace DustWatch.Tests.Browser;

/// <summary>The real executable with its demo, and a real Chromium, once for all tests of the page.</summary>
[SetUpFixture]
internal sealed class DemoInChromium
{
    private static TemporaryFolder? _folder;
    private static DustWatchProcess? _demo;
    private static IPlaywright? _playwright;
    private static IBrowser? _chromium;

    /// <summary>A demo that every test may look at, and none may stop.</summary>
    public static DustWatchProcess Demo => _demo ?? throw new InvalidOperationException("It is started before the tests.");

    public static IBrowser Chromium => _chromium ?? throw new InvalidOperationException("It is started before the tests.");

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        // An answer that has not come by then does not come; how long it takes is no part of any test.
        Assertions.SetDefaultExpectTimeout(90_000);
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        _folder = new TemporaryFolder();
        _demo = await DustWatchProcess.ServeAsync(_folder.Path, ["--demo", $"--Data={_folder.File("data")}"]);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }

        _folder?.Dispose();
    }
}
