using PubSubLab.Configuration;
using PubSubLab.Lab.Experiments;
using PubSubLab.Lab.Journal;

namespace PubSubLab.Composition;

/// <summary>The backends beside the one that was opened, for an experiment that compares.</summary>
internal static class OtherBackends
{
    /// <summary>What a backend is called in a comparison.</summary>
    public static string NameOf(Backend backend) => backend is Backend.Redis or Backend.RabbitMq ? backend.ToString().ToLowerInvariant() : "pubsub";

    /// <summary>The lines that choose a backend.</summary>
    public static string ConfigurationOf(Backend backend) => backend switch
    {
        Backend.Redis => $"{SettingKeys.Backend}=redis, {SettingKeys.RedisUrl}",
        Backend.RabbitMq => $"{SettingKeys.Backend}=rabbitmq, {SettingKeys.RabbitMqUrl}",
        _ => $"{SettingKeys.Backend}={backend.ToString().ToLowerInvariant()}",
    };

    /// <summary>Those that are not open; without a way to open where an address is missing.</summary>
    public static IReadOnlyList<BackendOffer> Of(LabSettings settings, LabJournal journal)
    {
        Backend[] all = [Backend.Embedded, Backend.Redis, Backend.RabbitMq];
        return [.. all.Where(b => NameOf(b) != NameOf(settings.Backend)).Select(b => Offer(settings, b, journal))];
    }

    private static BackendOffer Offer(LabSettings settings, Backend backend, LabJournal journal)
    {
        var offer = new BackendOffer(NameOf(backend), ConfigurationOf(backend));
        return backend switch
        {
            Backend.Redis when settings.RedisUrl is null => offer,
            Backend.RabbitMq when settings.RabbitMqUrl is null => offer,
            Backend.Embedded => offer with
            {
                OpenAsync = async cancellation =>
                {
                    var opened = await LabBackend.OpenAsync(settings with { Backend = Backend.Embedded }, journal, new EmbeddedOptions(), cancellation);
                    return new OpenedBackend(opened.Transport, opened);
                },
            },
            _ => offer with
            {
                OpenAsync = _ =>
                {
                    var transport = CeleryBackend.Open(settings, backend, journal);
                    return Task.FromResult(new OpenedBackend(transport, transport));
                },
            },
        };
    }
}
