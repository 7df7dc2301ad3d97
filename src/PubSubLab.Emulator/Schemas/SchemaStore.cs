using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Storage;

namespace PubSubLab.Emulator.Schemas;

/// <summary>The schemas of all projects with their revisions, newest last.</summary>
internal sealed class SchemaStore(TimeProvider time, Store? store = null)
{
    /// <summary>Pub/Sub docs, "Quotas and limits": revisions a schema.</summary>
    public const int MaximumRevisions = 20;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<SchemaRevision>> _schemas = new(StringComparer.Ordinal);
    private uint _lastRevision;

    /// <summary>Whether there is no schema at all, so that no topic can have one.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _schemas.Count == 0;
            }
        }
    }

    public Schema Create(string name, Schema schema)
    {
        var validator = SchemaValidators.Create(schema);
        lock (_gate)
        {
            if (_schemas.ContainsKey(name))
            {
                throw Fail.AlreadyExists("schema", name);
            }

            var revision = Make(name, schema, validator);
            store.Change(rows => rows.SchemaRevision(revision.Resource, _lastRevision), () => _schemas.Add(name, [revision]));
            return revision.Resource;
        }
    }

    public Schema Commit(string name, Schema schema)
    {
        var validator = SchemaValidators.Create(schema);
        lock (_gate)
        {
            var revisions = Find(name);
            if (revisions[^1].Resource.Type != schema.Type)
            {
                throw Fail.Invalid("schema.type", schema.Type.ToString(), $"the schema's type is {revisions[^1].Resource.Type}, and it cannot be changed");
            }

            return Append(revisions, Make(name, schema, validator));
        }
    }

    public Schema Rollback(string name, string revisionId)
    {
        lock (_gate)
        {
            var revisions = Find(name);
            var old = revisions.Find(revision => revision.Resource.RevisionId == revisionId)
                ?? throw Fail.NotFound("schema revision", $"{name}@{revisionId}");
            return Append(revisions, Make(name, old.Resource, old.Validator));
        }
    }

    /// <summary>The newest revision, or the one after <c>@</c> in the name.</summary>
    public SchemaRevision Get(string name)
    {
        lock (_gate)
        {
            var (schema, id) = Split(name);
            var revisions = Find(schema);
            return id is null ? revisions[^1]
                : revisions.Find(revision => revision.Resource.RevisionId == id) ?? throw Fail.NotFound("schema revision", name);
        }
    }

    /// <summary>Stays the same while revisions come and go, and is another one when the schema was deleted and made anew.</summary>
    public object Identity(string name)
    {
        lock (_gate)
        {
            return Find(name);
        }
    }

    public IReadOnlyList<SchemaRevision> Revisions(string name)
    {
        lock (_gate)
        {
            return [.. Find(name).AsEnumerable().Reverse()];
        }
    }

    public IReadOnlyList<SchemaRevision> Newest(string project)
    {
        lock (_gate)
        {
            return [.. _schemas.Where(schema => schema.Key.StartsWith(project + "/", StringComparison.Ordinal)).Select(schema => schema.Value[^1])];
        }
    }

    /// <summary>Ids of the projects that have schemas.</summary>
    public IReadOnlyList<string> Projects
    {
        get
        {
            lock (_gate)
            {
                return [.. _schemas.Keys.Select(ResourceName.ProjectOf).Distinct(StringComparer.Ordinal)];
            }
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            Find(name);
            store.Change(rows => rows.DeleteSchema(name), () => _schemas.Remove(name));
        }
    }

    public Schema DeleteRevision(string name)
    {
        lock (_gate)
        {
            var (schema, id) = Split(name);
            var revisions = Find(schema);
            if (id is null)
            {
                throw Fail.Invalid("name", name, "it ends with the revision to delete: projects/PROJECT/schemas/ID@REVISION");
            }

            if (revisions.Count == 1)
            {
                throw Fail.Precondition($"\"{name}\" is the schema's only revision; delete the schema instead.");
            }

            if (!revisions.Exists(revision => revision.Resource.RevisionId == id))
            {
                throw Fail.NotFound("schema revision", name);
            }

            store.Change(rows => rows.DeleteSchemaRevision(schema, id), () => revisions.RemoveAll(revision => revision.Resource.RevisionId == id));
            return revisions[^1].Resource;
        }
    }

    public void DeleteProject(string project)
    {
        lock (_gate)
        {
            var names = _schemas.Keys.Where(name => name.StartsWith(project + "/", StringComparison.Ordinal)).ToArray();
            if (names.Length > 0)
            {
                store.Change(rows => Array.ForEach(names, rows.DeleteSchema), () => Array.ForEach(names, name => _schemas.Remove(name)));
            }
        }
    }

    /// <summary>Takes over what a store has.</summary>
    /// <param name="revisions">The revisions of all schemas, oldest first.</param>
    /// <param name="lastRevision">Number of the last revision that was ever made.</param>
    public void Restore(IEnumerable<Schema> revisions, uint lastRevision)
    {
        lock (_gate)
        {
            _lastRevision = lastRevision;
            foreach (var revision in revisions)
            {
                if (!_schemas.TryGetValue(revision.Name, out var all))
                {
                    _schemas.Add(revision.Name, all = []);
                }

                all.Add(new SchemaRevision(revision, SchemaValidators.Create(revision)));
            }
        }
    }

    /// <summary>
    /// The newest revision that a topic's message is of, among those from first to last (google.pubsub.v1.SchemaSettings);
    /// null with a sentence that says why it is of none.
    /// </summary>
    public SchemaRevision? Match(SchemaSettings settings, ReadOnlyMemory<byte> data, out string wrong)
    {
        SchemaRevision[] revisions;
        lock (_gate)
        {
            if (!_schemas.TryGetValue(settings.Schema, out var all))
            {
                wrong = $"the topic's schema \"{settings.Schema}\" was deleted";
                return null;
            }

            var first = Math.Max(all.FindIndex(revision => revision.Resource.RevisionId == settings.FirstRevisionId), 0);
            var last = all.FindIndex(revision => revision.Resource.RevisionId == settings.LastRevisionId);
            revisions = [.. all.Take(last < 0 ? all.Count : last + 1).Skip(first)];
        }

        wrong = "no revision of the topic's schema is left";
        foreach (var revision in revisions.Reverse())
        {
            if (revision.Validator.Check(data, settings.Encoding) is not { } reason)
            {
                return revision;
            }

            wrong = reason;
        }

        return null;
    }

    /// <summary>Whether a topic may name these revisions.</summary>
    public void CheckRange(SchemaSettings settings)
    {
        lock (_gate)
        {
            var revisions = Find(settings.Schema);
            var first = Place("schema_settings.first_revision_id", settings.FirstRevisionId, 0);
            var last = Place("schema_settings.last_revision_id", settings.LastRevisionId, revisions.Count - 1);
            if (first > last)
            {
                throw Fail.Invalid("schema_settings.first_revision_id", settings.FirstRevisionId, "it is newer than last_revision_id");
            }

            int Place(string field, string id, int otherwise)
            {
                var place = id.Length == 0 ? otherwise : revisions.FindIndex(revision => revision.Resource.RevisionId == id);
                return place >= 0 ? place : throw Fail.Invalid(field, id, $"\"{settings.Schema}\" has no such revision");
            }
        }
    }

    private List<SchemaRevision> Find(string name) =>
        _schemas.TryGetValue(name, out var revisions) ? revisions : throw Fail.NotFound("schema", name);

    private Schema Append(List<SchemaRevision> revisions, SchemaRevision revision)
    {
        if (revisions.Count == MaximumRevisions)
        {
            throw Fail.Exhausted($"The schema has {MaximumRevisions} revisions, and no more are allowed; delete one first.");
        }

        store.Change(rows => rows.SchemaRevision(revision.Resource, _lastRevision), () => revisions.Add(revision));
        return revision.Resource;
    }

    private SchemaRevision Make(string name, Schema schema, ISchemaValidator validator) => new(
        new Schema
        {
            Name = name,
            Type = schema.Type,
            Definition = schema.Definition,
            // Eight hexadecimal digits as the service's; scattered, because nobody should read an order out of them.
            RevisionId = unchecked(++_lastRevision * 0x9E3779B1u).ToString("x8"),
            RevisionCreateTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
        },
        validator);

    private static (string Schema, string? Revision) Split(string name) =>
        name.IndexOf('@') is var at and >= 0 ? (name[..at], name[(at + 1)..]) : (name, null);
}
