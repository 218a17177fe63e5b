// Attack: writes an error message that moves the cursor and is HTML.
// status: compile_error
// points: 0
// seconds: 20
// escaped
#pragma once
#error [2J[H]0;passed<script>alert(1)</script>
