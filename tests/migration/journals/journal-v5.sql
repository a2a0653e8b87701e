PRAGMA user_version = 5;
CREATE TABLE jobs (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        rev INTEGER NOT NULL,
        standing INTEGER NOT NULL,
        state TEXT NOT NULL,
        site TEXT NOT NULL,
        sent REAL NOT NULL,
        task_id TEXT,
        words TEXT NOT NULL
    , created REAL NOT NULL DEFAULT 0, starred INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL DEFAULT '', marked TEXT NOT NULL DEFAULT '', project TEXT NOT NULL DEFAULT '', charge TEXT NOT NULL DEFAULT 'no', amount REAL NOT NULL DEFAULT 0) STRICT
    ;
CREATE TABLE bodies (seq INTEGER PRIMARY KEY REFERENCES jobs (seq), body TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE jobs_text
        USING fts5 (words, content = 'jobs', content_rowid = 'seq', tokenize = 'trigram');
CREATE VIRTUAL TABLE jobs_runs USING fts5vocab (jobs_text, instance);
CREATE TABLE drafts (slot INTEGER PRIMARY KEY CHECK (slot = 1), body TEXT NOT NULL, takes INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE forms (site TEXT PRIMARY KEY, form TEXT NOT NULL) STRICT;
CREATE TABLE intents (
        seq INTEGER PRIMARY KEY,
        job_id TEXT NOT NULL,
        verb TEXT NOT NULL,
        value TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE elements (
        seq INTEGER PRIMARY KEY,
        folded TEXT NOT NULL UNIQUE,
        body TEXT NOT NULL
    ) STRICT
    ;
CREATE TABLE uploads (
        seq INTEGER PRIMARY KEY,
        sha256 TEXT NOT NULL,
        route TEXT NOT NULL,
        place TEXT NOT NULL,
        name TEXT NOT NULL,
        created REAL NOT NULL,
        url TEXT NOT NULL,
        expires REAL
    , multipart TEXT NOT NULL DEFAULT '') STRICT
    ;
CREATE TABLE upload_users (
        upload INTEGER NOT NULL REFERENCES uploads (seq),
        job_id TEXT NOT NULL,
        PRIMARY KEY (upload, job_id)
    ) STRICT
    ;
CREATE TABLE looks (
        camera TEXT NOT NULL,
        folder TEXT NOT NULL,
        kind TEXT NOT NULL,
        lut_sha256 TEXT NOT NULL,
        lut_name TEXT NOT NULL,
        PRIMARY KEY (camera, folder)
    ) STRICT
    ;
CREATE UNIQUE INDEX jobs_by_task ON jobs (site, task_id) WHERE task_id IS NOT NULL;
CREATE INDEX jobs_in_order
        ON jobs (standing, seq DESC, hidden, state, site, starred, created, project)
    ;
CREATE INDEX jobs_by_sending ON jobs (sent, site, charge, amount, project);
CREATE INDEX jobs_by_source ON jobs (source, marked, hidden, starred, standing);
CREATE INDEX jobs_starred ON jobs (starred, hidden) WHERE starred > 0;
CREATE TRIGGER jobs_text_added AFTER INSERT ON jobs BEGIN
        INSERT INTO jobs_text (rowid, words) VALUES (new.seq, new.words);
    END;
CREATE TRIGGER jobs_text_changed AFTER UPDATE OF words ON jobs WHEN old.words <> new.words BEGIN
        INSERT INTO jobs_text (jobs_text, rowid, words) VALUES ('delete', old.seq, old.words);
        INSERT INTO jobs_text (rowid, words) VALUES (new.seq, new.words);
    END;
INSERT INTO jobs VALUES (1, 'preparing', 0, 0, 'preparing', 'https://api.mulerouter.ai', 0.0, NULL, 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'no', 0.0);
INSERT INTO jobs VALUES (10, 'stopped', 3, 2, 'stopped', 'https://api.mulerouter.ai', 1780000011.25, 'task-stopped', 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'yes', 0.84);
INSERT INTO jobs VALUES (2, 'ready', 0, 1, 'ready', 'https://api.mulerouter.ai', 0.0, NULL, 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'no', 0.0);
INSERT INTO jobs VALUES (3, 'submitting', 3, 1, 'submitting', 'https://api.mulerouter.ai', 1780000010.0, NULL, 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'unknown', 0.0);
INSERT INTO jobs VALUES (4, 'unknown', 3, 0, 'unknown', 'https://api.mulerouter.ai', 1780000010.0, NULL, 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'unknown', 0.0);
INSERT INTO jobs VALUES (5, 'queued', 3, 1, 'queued', 'sandbox', 1780000011.25, 'task-queued', '给视频添加雪 @video1, in the mood of @image1 with @element1 a001_c003.mov look.mp4 mood.png sky.jpg mood.png mood.png mood.png hero  ', 1780000000.5, 0, 0, '/clips/A001_C003.mov', '', '', 'no', 0.84);
INSERT INTO jobs VALUES (6, 'running', 3, 1, 'running', 'https://api.mulerun.com', 1780000011.25, 'task-running', 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'yes', 0.84);
INSERT INTO jobs VALUES (7, 'fetching', 3, 1, 'fetching', 'https://api.mulerouter.ai', 1780000011.25, 'task-fetching', 'add snow falling to @video1 b002.mp4 b002_v002.mp4 b002_v001.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'yes', 0.84);
INSERT INTO jobs VALUES (8, 'done', 3, 2, 'done', 'https://api.mulerouter.ai', 1780000011.25, 'task-done', 'add snow falling to @video1 b002.mp4 b002_v001.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'yes', 0.84);
INSERT INTO jobs VALUES (9, 'failed', 3, 2, 'failed', 'https://api.mulerouter.ai', 1780000011.25, 'task-failed', 'add snow falling to @video1 b002.mp4  ', 1780000000.5, 0, 0, 'C:\clips\B002.mp4', '', '', 'unknown', 0.84);
INSERT INTO bodies VALUES (1, '{"id":"preparing","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"preparing","rev":0,"held":{"code":"source_changed","values":{"name":"B002.mp4"}},"links":[],"form":null,"task_id":"","traceparent":"","status":"","submitted":0.0,"accepted":0.0,"ended":0.0,"not_before":0.0,"tries":0,"takes":[],"failure":null,"parent":"","seconds":0.0,"price":"","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (10, '{"id":"stopped","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"stopped","rev":3,"held":null,"links":[],"form":"compact","task_id":"task-stopped","traceparent":"00-ab-cd-01","status":"","submitted":1780000010.0,"accepted":1780000011.25,"ended":0.0,"not_before":0.0,"tries":0,"takes":[],"failure":null,"parent":"","seconds":5.0,"price":"0.84","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (2, '{"id":"ready","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"ready","rev":0,"held":null,"links":[{"url":"https://host.example/up","expires":1780003600.0}],"form":null,"task_id":"","traceparent":"","status":"","submitted":0.0,"accepted":0.0,"ended":0.0,"not_before":0.0,"tries":2,"takes":[],"failure":null,"parent":"","seconds":0.0,"price":"","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (3, '{"id":"submitting","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"submitting","rev":3,"held":null,"links":[],"form":"compact","task_id":"","traceparent":"","status":"","submitted":1780000010.0,"accepted":0.0,"ended":0.0,"not_before":0.0,"tries":0,"takes":[],"failure":null,"parent":"","seconds":0.0,"price":"","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (4, '{"id":"unknown","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"unknown","rev":3,"held":{"code":"answer_lost","values":{"status":502,"seconds":1.5}},"links":[],"form":"compact","task_id":"","traceparent":"","status":"","submitted":1780000010.0,"accepted":0.0,"ended":0.0,"not_before":0.0,"tries":0,"takes":[],"failure":null,"parent":"","seconds":0.0,"price":"","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (5, '{"id":"queued","site":"sandbox","request":{"prompt":"给视频添加雪 @Video1, in the mood of @Image1 with @Element1","videos":[{"location":"/clips/A001_C003.mov","refer":"base","fingerprint":{"size":7654321,"mtime_ns":1780000000123,"sha256":"2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e"},"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null},{"location":"https://host.example/look.mp4?sig=1","refer":"feature","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},{"name":"","url":"https://host.example/sky.jpg","sha256":"","media_type":""}],"elements":[{"kind":"image","name":"Hero","frontal":{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},"references":[{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"}],"videos":[]}],"first_frame":{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},"last_frame":null,"negative_prompt":"blur, \"noise\"","mode":"std","aspect_ratio":"9:16","keep_sound":false,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"queued","rev":3,"held":null,"links":[],"form":"compact","task_id":"task-queued","traceparent":"00-ab-cd-01","status":"pending","submitted":1780000010.0,"accepted":1780000011.25,"ended":0.0,"not_before":0.0,"tries":0,"takes":[],"failure":null,"parent":"","seconds":5.0,"price":"0.84","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (6, '{"id":"running","site":"https://api.mulerun.com","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"running","rev":3,"held":null,"links":[],"form":"compact","task_id":"task-running","traceparent":"00-ab-cd-01","status":"","submitted":1780000010.0,"accepted":1780000011.25,"ended":0.0,"not_before":1780000030.0,"tries":0,"takes":[],"failure":null,"parent":"","seconds":5.0,"price":"0.84","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (7, '{"id":"fetching","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"fetching","rev":3,"held":null,"links":[],"form":"compact","task_id":"task-fetching","traceparent":"00-ab-cd-01","status":"","submitted":1780000010.0,"accepted":1780000011.25,"ended":0.0,"not_before":0.0,"tries":0,"takes":[{"path":"/results/B002_v002.mp4","sha256":"","size":0,"timeline":null,"arrival":null},{"path":"/results/B002_v001.mp4","sha256":"3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d","size":1234567,"timeline":null,"arrival":null}],"failure":null,"parent":"","seconds":5.0,"price":"0.84","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (8, '{"id":"done","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"done","rev":3,"held":null,"links":[],"form":"compact","task_id":"task-done","traceparent":"00-ab-cd-01","status":"","submitted":1780000010.0,"accepted":1780000011.25,"ended":1780000200.0,"not_before":0.0,"tries":0,"takes":[{"path":"/results/B002_v001.mp4","sha256":"3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d","size":1234567,"timeline":null,"arrival":null}],"failure":null,"parent":"unknown","seconds":5.0,"price":"0.84","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO bodies VALUES (9, '{"id":"failed","site":"https://api.mulerouter.ai","request":{"prompt":"Add snow falling to @Video1","videos":[{"location":"C:\\clips\\B002.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[],"elements":[],"first_frame":null,"last_frame":null,"negative_prompt":"","mode":"pro","aspect_ratio":null,"keep_sound":true,"may_drop":false},"created":1780000000.5,"folder":"/results","state":"failed","rev":3,"held":null,"links":[],"form":"compact","task_id":"task-failed","traceparent":"00-ab-cd-01","status":"","submitted":1780000010.0,"accepted":1780000011.25,"ended":0.0,"not_before":0.0,"tries":0,"takes":[],"failure":{"notice":{"code":"content_refused","values":{"said":"risk control"}},"words":{"code":"3001","title":"Failure","detail":"to pass","fields":["prompt"]},"status":200},"parent":"","seconds":5.0,"price":"0.84","recipe":null,"starred":0,"notes":[],"is_hidden":false,"is_out":false,"billed":"","project":""}');
INSERT INTO drafts VALUES (1, '{"prompt":"给视频添加雪 @Video1, in the mood of @Image1 with @Element1","videos":[{"location":"/clips/A001_C003.mov","refer":"base","fingerprint":{"size":7654321,"mtime_ns":1780000000123,"sha256":"2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e"},"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null},{"location":"https://host.example/look.mp4?sig=1","refer":"feature","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}],"images":[{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},{"name":"","url":"https://host.example/sky.jpg","sha256":"","media_type":""}],"elements":[{"kind":"image","name":"Hero","frontal":{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},"references":[{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"}],"videos":[]}],"first_frame":{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},"last_frame":null,"negative_prompt":"blur, \"noise\"","mode":"std","aspect_ratio":"9:16","keep_sound":false,"may_drop":false}', 3);
INSERT INTO forms VALUES ('https://api.mulerun.com', 'compact');
INSERT INTO intents VALUES (1, 'unknown', 'task-id', 'task-9');
INSERT INTO elements VALUES (1, '女主角 ānna', '{"kind":"image","name":"女主角 Ānna","frontal":{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},"references":[{"name":"mood.png","url":"","sha256":"1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f1f","media_type":"image/png"},{"name":"side.png","url":"https://h.example/s","sha256":"","media_type":""}],"videos":[]}');
INSERT INTO elements VALUES (2, 'walk', '{"kind":"video","name":"Walk","frontal":null,"references":[],"videos":[{"location":"https://host.example/walk.mp4","refer":"base","fingerprint":null,"range":null,"treatment":{"handles":12,"pace":"frame_for_frame","filling":"none","look":null,"sends_sound":true},"place":null}]}');
INSERT INTO uploads VALUES (1, '2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e2e', 'storage', 'https://s3.example/clips', '5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f5f.mp4', 1780000001.0, 'https://s3.example/clips/5f.mp4?X-Amz-Signature=1', 1780086401.0, '');
INSERT INTO uploads VALUES (2, '3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a', 'storage', 'https://s3.example/clips', '6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a.mov', 1780000002.5, '', NULL, '2~parts');
INSERT INTO upload_users VALUES (1, 'ready');
INSERT INTO upload_users VALUES (1, 'unknown');
INSERT INTO looks VALUES ('ARRI ALEXA · prores yuv422p10le ', '/clips/第一天', 'log', '4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b', 'LogC → 709.cube');
